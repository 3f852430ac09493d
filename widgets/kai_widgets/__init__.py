"""Interactive widgets of KAI Workbench; they know nothing of its science."""

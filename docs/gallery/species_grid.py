from kai_workbench import charts, pipelines

known = pipelines.reference("kai-101")
chart = charts.species_grid(known.frame, parameter="clearance", highlight="KAI-101", synthetic=True)

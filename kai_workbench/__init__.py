"""KAI Workbench: from linked preclinical and clinical data to Bayesian translational models.

Import the room you need, for example ``from kai_workbench import catalog``; importing the
package itself loads nothing heavy.
"""

__version__ = "0.1.0"

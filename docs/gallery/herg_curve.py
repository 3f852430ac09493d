from kai_workbench import charts, pipelines

source = pipelines.qtc_source("kai-101")
block = source.block("KAI-900").values
free = source.drug("KAI-900").free_cmax_nM
cells = source.cells.filter(drug="KAI-900")
chart = charts.herg_curve(block["ic50_nM"], block["hill"], cells=cells, free_nM=free, synthetic=True)

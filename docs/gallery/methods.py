from kai_workbench import charts, pipelines

known = pipelines.reference("kai-101")
fit = pipelines.HumanPKModel().fit(known, draws=300, tune=300)
predicted = fit.predict("KAI-101", dose_mg=100)
chart = charts.methods(predicted.comparison(), parameter="clearance", synthetic=True)

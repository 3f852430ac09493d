from kai_workbench import charts, pipelines

known = pipelines.reference("kai-101")
fit = pipelines.HumanPKModel().fit(known, draws=300, tune=300)
chart = charts.prior_posterior(fit.clearance, synthetic=True)

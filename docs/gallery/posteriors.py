from kai_workbench import charts, models

prior = models.power_prior(19, 100, discount=0.1).robust(0.2)
after = prior.posterior(r=4, n=12)
shown = charts.Learnt(name="Rate in people", unit="1", draws=after.sample(4000), prior=prior.sample(4000))
chart = charts.posteriors([shown], synthetic=True)

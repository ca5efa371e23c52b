"""How classifiers are trained, kept and measured; `pipeline.classifier` is one at work."""

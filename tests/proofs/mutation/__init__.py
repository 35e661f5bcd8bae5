"""Breaking the rules on purpose: how (`breaks`), what stands for which rule (`suspects`), who notices (`warm`)."""

"""For all tests: laws are tried on many examples, and how long one takes on a busy machine proves nothing."""

from hypothesis import HealthCheck, settings

settings.register_profile("jixiao", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("jixiao")

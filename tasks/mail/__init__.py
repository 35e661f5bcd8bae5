"""Mail: the transport, the sink that stands in for it, and the safety catch between the two."""

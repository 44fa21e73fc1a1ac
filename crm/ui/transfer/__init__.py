"""In and out: lists that come in by steps that store nothing before the last, and lists that go out."""

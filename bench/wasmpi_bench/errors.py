"""The one exception that reaches the user: a message that names the cause and the way out."""


class BenchmarkError(Exception):
    pass

import io

from portal.lib.progress import progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_silent_where_nobody_looks():
    stream = io.StringIO()
    assert list(progress([1, 2, 3], "rows", stream=stream)) == [1, 2, 3]
    assert stream.getvalue() == ""


def test_a_bar_on_a_terminal():
    stream = Terminal()
    assert list(progress(["a", "b"], "rows", stream=stream)) == ["a", "b"]
    assert stream.getvalue().endswith(f"rows [{'#' * 30}] 2/2\n")


def test_a_count_where_the_end_is_unknown():
    stream = Terminal()
    list(progress(iter("ab"), "rows", stream=stream))
    assert stream.getvalue().endswith("rows 2\n")

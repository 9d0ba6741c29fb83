"""What drivers show and make, as text; that it runs is for `tests/contract/judging`."""

import pytest

from judgebox.functions import DRIVERS, parse_signature

ALL = parse_signature(
    """
kind: function
name: mergeAll
params:
  - {name: in, type: "int[][]"}
  - {name: word, type: string}
  - {name: type, type: long}
  - {name: heads, type: "ListNode[]"}
  - {name: root, type: TreeNode}
returns: "string[]"
"""
)

CLASS = parse_signature(
    "kind: class\nname: MinStack\n"
    "methods: [{name: push, params: [{name: x, type: int}]}, {name: getMin, returns: int}]\n"
)

HEADS = {
    "python": "def mergeAll(self, in_: List[List[int]], word: str, type: int, heads: List[Optional[ListNode]], ",
    "javascript": "var mergeAll = function(in_, word, type, heads, root) {",
    "typescript": "function mergeAll(in_: number[][], word: string, type: bigint, heads: (ListNode | null)[], ",
    "cpp": "vector<string> mergeAll(vector<vector<int>>& in, string word, long long type, vector<ListNode*>& heads, ",
    "java": "public String[] mergeAll(int[][] in, String word, long type, ListNode[] heads, TreeNode root) {",
    "c": "char** mergeAll(int** in, int inSize, int* inColSize, char* word, long long type, struct ListNode** heads, ",
    "go": "func mergeAll(in [][]int, word string, type_ int64, heads []*ListNode, root *TreeNode) []string {",
    "rust": "pub fn merge_all(in_: Vec<Vec<i32>>, word: String, type_: i64, heads: Vec<Option<Box<ListNode>>>, ",
}


@pytest.mark.parametrize("language", HEADS)
def test_a_starter_is_the_head_of_the_function_with_the_words_of_the_language(language: str) -> None:
    assert HEADS[language] in DRIVERS[language].starter(ALL)


@pytest.mark.parametrize("language", HEADS)
def test_a_starter_shows_the_nodes_that_it_uses_and_no_others(language: str) -> None:
    assert "ListNode" in DRIVERS[language].starter(ALL)
    assert "ListNode" not in DRIVERS[language].starter(CLASS)


@pytest.mark.parametrize("language", DRIVERS)
def test_the_source_is_among_the_files_as_it_was_sent(language: str) -> None:
    source = DRIVERS[language].starter(CLASS)

    files = DRIVERS[language].files(CLASS, source)

    assert sum(source.encode() in content for content in files.values()) == 1


def test_go_gets_the_imports_that_it_uses_on_the_first_line() -> None:
    source = 'import "math"\n\nfunc f(x int) int { return sort.SearchInts(nil, math.MaxInt) }\n'

    made = DRIVERS["go"].files(ALL, source)["solution.go"].decode()

    assert made.splitlines()[0] == 'package main; import "sort"; import "math"'


def test_a_node_that_a_typescript_source_defines_is_not_defined_again() -> None:
    made = DRIVERS["typescript"].files(ALL, "class ListNode { val = 0; next: ListNode | null = null }\n")["main.ts"]

    assert made.count(b"class ListNode") == 1
    assert made.count(b"class TreeNode") == 1

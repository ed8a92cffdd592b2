from __future__ import annotations

from sanshen.evidence.github import open_pull_requests, sharing_head
from support.forge_cases import BASE, HEAD, client, policy, pull_request
from support.office import login


def test_t54_the_second_pull_request_on_one_head_is_found_on_any_page() -> None:
    with pull_request(page_size=3) as forge:
        forge.open_pull(2, login("li.na"), "main", BASE, HEAD)
        for number in range(3, 20):
            forge.open_pull(number, login("li.na"), "main", BASE, f"{number:040x}")
        with client(forge) as asked:
            listed = open_pull_requests(asked, policy().protected_branch)
            assert sharing_head(listed, HEAD, number=1) == (2,)
            assert sharing_head(listed, HEAD, number=2) == (1,)

from __future__ import annotations

from sanshen.evidence.github import other_open_pull_requests
from support.forge_cases import BASE, HEAD, client, policy, pull_request
from support.office import login


def test_t54_the_second_pull_request_on_one_head_is_found_on_any_page() -> None:
    with pull_request(page_size=3) as forge:
        forge.open_pull(2, login("li.na"), "main", BASE, HEAD)
        for number in range(3, 20):
            forge.open_pull(number, login("li.na"), "main", BASE, f"{number:040x}")
        with client(forge) as asked:
            assert other_open_pull_requests(asked, HEAD, number=1, policy=policy()) == (2,)
            assert other_open_pull_requests(asked, HEAD, number=2, policy=policy()) == (1,)

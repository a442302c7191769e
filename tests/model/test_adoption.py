"""What can be adopted is said by one table: files may name its roles and no others."""

from __future__ import annotations

from typing import get_args

from composer.model.adoption import ADOPTABLE
from composer.policy.clashes import CLAIMED
from composer.spec.adopted import Role


def test_files_name_the_roles_that_there_are() -> None:
    assert get_args(Role) == (*ADOPTABLE,)
    assert CLAIMED.keys() <= ADOPTABLE.keys()

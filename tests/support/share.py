# SPDX-License-Identifier: MIT
"""Which of a long list of like cases this build takes. gcc's takes all. In clang's and the sanitizer's it
is one of KEYTURN_TEST_SHARE, evenly spread and always the same: at which system call a program is killed
or a disk is full is the kernel's doing and not the compiler's."""
import os

SHARE = int(os.environ.get("KEYTURN_TEST_SHARE", "1"))


def share(listed):
    return listed[::SHARE]

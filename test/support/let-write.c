// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * let-write FILE UID: one more user may write the file, by a POSIX access list, as `setfacl -m`
 * does it. The list is an extended attribute. <linux/posix_acl_xattr.h>
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/xattr.h>

enum {
	USER_OBJECT = 0x01,
	USER = 0x02,
	GROUP_OBJECT = 0x04,
	MASK = 0x10,
	OTHER = 0x20
};

struct entry {
	uint16_t tag;
	uint16_t permissions;
	uint32_t id;
};

struct list {
	uint32_t version;
	struct entry entries[5];
};

int main(int argc, char **argv)
{
	struct list list = {
		.version = 2,
		.entries =
			{
				{USER_OBJECT, 7, UINT32_MAX},
				{USER, 7, argc == 3 ? strtoul(argv[2], NULL, 10) : 0},
				{GROUP_OBJECT, 5, UINT32_MAX},
				{MASK, 7, UINT32_MAX},
				{OTHER, 5, UINT32_MAX},
			},
	};

	if (argc == 3 && setxattr(argv[1], "system.posix_acl_access", &list, sizeof(list), 0) == 0)
		return 0;
	perror("let-write");
	return 1;
}

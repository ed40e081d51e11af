// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What pkexec does for its caller, without polkit: PROGRAM runs in place of this process, as root,
 * at root's home, with a new environment that names the caller in PKEXEC_UID and without any other
 * file than the three standard ones. <pkexec(1)>
 *
 * Installed as root's with the set-user-ID bit. The file ANSWER_FILE, which only root can write,
 * says what "the user answered": "deny" (status 127) or "dismiss" (status 126). Anything else, also
 * that there is no such file, means yes. Each question adds one byte to QUESTIONS_FILE.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define STATUS_DISMISSED 126
#define STATUS_NOT_AUTHORIZED 127

static const char *const kept_variables[] = {"LANG", "LANGUAGE", "LC_ALL", "TERM", "COLORTERM"};
#define KEPT_VARIABLES (sizeof(kept_variables) / sizeof(kept_variables[0]))

static void end(int status, const char *why)
{
	fprintf(stderr, "Error executing command as another user: %s\n", why);
	exit(status);
}

static void count_question(void)
{
	int file = open(QUESTIONS_FILE, O_WRONLY | O_APPEND | O_CREAT, 0644);

	if (file < 0 || write(file, ".", 1) != 1)
		end(STATUS_NOT_AUTHORIZED, QUESTIONS_FILE);
	close(file);
}

static void ask_user(void)
{
	char answer[16] = "";
	FILE *file = fopen(ANSWER_FILE, "re");

	count_question();
	if (!file)
		return;
	if (!fgets(answer, sizeof(answer), file))
		answer[0] = '\0';
	fclose(file);
	if (strncmp(answer, "deny", 4) == 0)
		end(STATUS_NOT_AUTHORIZED, "Not authorized");
	if (strncmp(answer, "dismiss", 7) == 0)
		end(STATUS_DISMISSED, "Request dismissed");
}

static void make_environment(uid_t caller)
{
	char *values[KEPT_VARIABLES];
	char text[16];

	for (size_t i = 0; i < KEPT_VARIABLES; i++) {
		const char *value = getenv(kept_variables[i]);

		values[i] = value ? strdup(value) : NULL;
	}
	clearenv();
	for (size_t i = 0; i < KEPT_VARIABLES; i++)
		if (values[i])
			setenv(kept_variables[i], values[i], 1);
	setenv("PATH", "/usr/sbin:/usr/bin:/sbin:/bin:/root/bin", 1);
	setenv("HOME", "/root", 1);
	setenv("USER", "root", 1);
	setenv("LOGNAME", "root", 1);
	setenv("SHELL", "/bin/sh", 1);
	snprintf(text, sizeof(text), "%u", caller);
	setenv("PKEXEC_UID", text, 1);
}

int main(int argc, char **argv)
{
	uid_t caller = getuid();

	if (geteuid() != 0)
		end(STATUS_NOT_AUTHORIZED, "pkexec must be setuid root");
	if (argc < 2 || argv[1][0] != '/')
		end(STATUS_NOT_AUTHORIZED, "the program must be an absolute path");
	if (access(argv[1], F_OK) != 0)
		end(STATUS_NOT_AUTHORIZED, "No such file or directory");
	ask_user();
	make_environment(caller);
	umask(022);
	if (close_range(3, ~0U, 0) != 0 || setgroups(0, NULL) != 0 || setresgid(0, 0, 0) != 0 ||
	    setresuid(0, 0, 0) != 0 || chdir("/root") != 0)
		end(STATUS_NOT_AUTHORIZED, "cannot become root");
	execv(argv[1], argv + 1);
	end(STATUS_NOT_AUTHORIZED, "cannot execute");
}

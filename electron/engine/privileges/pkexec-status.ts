/** What pkexec answers when the question was closed, and when the answer was no. <pkexec(1)> */
export const DISMISSED = 126;
export const NOT_AUTHORIZED = 127;

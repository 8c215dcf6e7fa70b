/** The user's variables without those that lead git elsewhere; it never asks for a password, and speaks English. */
export function gitVariables(
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  const own = Object.entries(env).filter(
    ([name]) => !name.startsWith('GIT_') || /^GIT_(SSH|SSH_COMMAND|ASKPASS|SSL_.*)$/.test(name),
  );
  return { ...Object.fromEntries(own), GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C.UTF-8' };
}

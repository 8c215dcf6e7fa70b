/**
 * Top-level modules that a Python file imports only where they are there: in a `try` that begins a line. Those that Python 3
 * has lost are none: what stands beside them brings the same.
 */
export function guardedImports(text: string): readonly string[] {
  const names = new Set<string>();
  let isGuarded = false;
  for (const line of text.split('\n')) {
    if (/^[^\s#]/.test(line)) {
      isGuarded = /^(?:try|except|else|finally)\b/.test(line);
    }
    const name = /^[ \t]+(?:import|from)[ \t]+([A-Za-z]\w*)/.exec(line)?.[1];
    if (isGuarded && name !== undefined && !lost.has(name)) {
      names.add(name);
    }
  }
  return [...names];
}

/** Modules of Python 2 whose like has another name since. */
const lost: ReadonlySet<string> = new Set(
  (
    'BaseHTTPServer ConfigParser Cookie HTMLParser Queue SimpleHTTPServer SocketServer StringIO Tkinter ' +
    'UserDict UserList UserString cPickle cStringIO commands cookielib copy_reg dummy_thread ' +
    'httplib md5 robotparser sets sha thread urllib2 urlparse'
  ).split(' '),
);

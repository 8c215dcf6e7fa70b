// Plain JavaScript, so that an old Node reaches the message below instead of a syntax error: names that it does not
// export and operators that it does not know would be one.

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

/** What to say of a Node that is too old for spip; '' where this one is not. */
export const tooOld =
  major < 24 || (major === 24 && minor < 15)
    ? `Expected Node 24.15 or newer, found ${process.versions.node} at ${process.execPath}`
    : '';

export const hint =
  '`pip install spip-matrix` brings the Node that it needs, and so does `npm ci` in a clone of spip';

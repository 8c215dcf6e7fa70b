// `node fuzzBuildsChild.ts FOLDER FIRST COUNT [USER]`: the same as somebody else.
import { fuzzBuilds } from './fuzzBuild.ts';

const [folder = '', first = '', count = '', user] = process.argv.slice(2);
if (user !== undefined) {
  process.setgroups?.([]);
  process.setgid?.(Number(user));
  process.setuid?.(Number(user));
}
const counts = await fuzzBuilds(folder, { first: Number(first), count: Number(count) });
console.log(JSON.stringify(counts));

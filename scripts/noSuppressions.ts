// The linter obeys its own disable comments; here they are forbidden, so that a rule holds or is changed for all.
import { globSync, readFileSync } from 'node:fs';

const forbidden = /(oxlint|eslint|biome)-(disable|ignore)|@ts-(ignore|nocheck|expect-error)/;
const found = globSync(['bin/**/*.js', '{src,test,bench,scripts}/**/*.{ts,js}'])
  .filter((file) => !file.endsWith('noSuppressions.ts'))
  .flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((line, index) =>
        forbidden.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [],
      ),
  );
for (const line of found) {
  console.log(line);
}
process.exitCode = found.length === 0 ? 0 : 1;

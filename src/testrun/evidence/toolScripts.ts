import { evidenceName } from './evidenceName.ts';

/** Refuses to run a tool of this machine, and says so where spip looks for it. */
export function refusingTool(name: string): string {
  return `#!/bin/sh
printf 'tool\\t%s\\n' ${quoted(name)} >>"$HOME/${evidenceName}" 2>/dev/null
echo ${quoted(`spip: ${name} of this machine runs on another Python than that of the cell`)} >&2
exit 127
`;
}

/**
 * Stands in the place of a Python of this machine, whatever path it is started by: as itself, or as the interpreter of a
 * tool that is named by its path.
 */
export const refusingPython = `#!/bin/sh
name=\${0##*/}
case "$1" in
/usr/*|/bin/*|/sbin/*) name=\${1##*/} ;;
esac
printf 'tool\\t%s\\n' "$name" >>"$HOME/${evidenceName}" 2>/dev/null
echo "spip: $name of this machine runs on another Python than that of the cell" >&2
exit 127
`;

/** Runs the environment's Python where that is of this name, else refuses: `python3.11` in a cell of 3.11. */
export function servingPython(name: string): string {
  const version = name.slice('python'.length);
  return `#!/bin/sh
cell=\${SPIP_CELL##*@}
case "\${cell%%;*}" in
${version === '' ? '*' : version.includes('.') ? `${version}|${version}t|pypy${version}` : `${version}.*|pypy${version}.*`}) exec "$VIRTUAL_ENV/bin/python" "$@" ;;
esac
${refusingTool(name).split('\n').slice(1).join('\n')}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

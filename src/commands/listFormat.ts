import type { OptionGroup } from './commandSpec.ts';

/** `--format` of the commands that list things. */
export const listFormatGroup: OptionGroup = {
  title: 'Output',
  options: [
    { name: 'format', takes: 'value', placeholder: 'FORMAT', help: 'table or json [table]' },
  ],
};

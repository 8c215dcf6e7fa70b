/** What is wrong with bzip2 data; the message is a rule for `archiveError`. */
export class Bzip2Error extends Error {}

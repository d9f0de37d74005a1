/** What a text may hold, one bit each: what a detector looks for does not stand in a text without its sign. */
export const AT = 1
/** `:/`, also as JSON may write it, or `ww.`. */
export const ADDRESS = 2
/** Three dots between digits, or two colons with nothing but a group of hexadecimal digits between them. */
export const DOTTED = 4
/** Two digits behind two letters, and enough behind them for the number of an account. */
export const LETTERED = 8
/** Seven digits with hardly more than a sign between two of them. */
export const NUMBER = 16
/** Letters and digits in one piece: 14 with a digit among them, or 26. */
export const MIXED = 32
/** What begins as a token does and is long enough for one, or may be the name of an authorization scheme. */
export const TOKEN = 64
/** 34 signs in one piece: enough for a token without a prefix. */
export const LONG = 128
/** What may be the name of a secret, before a sign of assignment and what may be its value. */
export const NAMED = 256
/** What may be an option `-u`. */
export const USER = 512
/** Five dashes. */
export const DASHES = 1024
export const BACKSLASH = 2048
/** What may hide a value from who reads the text as it stands, see `views/`. */
export const HIDDEN = 4096

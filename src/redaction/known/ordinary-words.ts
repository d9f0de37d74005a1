/**
 * Names, and what people type for a name, that are ordinary words as well. In a text only the capital tells "Will" from
 * "will".
 */
const ORDINARY: ReadonlySet<string> = new Set(
  `admin an and anonymous april art august autumn bill bishop brook brooks can case chance chase church cook cooper cruz
  dash dawn day dean demo dick do drew duke earl eve faith fisher ford fox frank gay gene grace grant gray green guest guy
  hall harmony he heather hill holly hope hunter iris it ivy jack jade jasmine jean jewel john joy june junior justice
  king lane lee lily long love major mark mason max may me melody mike miles miller min mo more my name nick no norm olive
  page paige park pat patience pearl penny piper pope porter potter price prince queen ray rich rob robin rock rod root
  rose ruby rush rusty sage sandy sharp she short sky smith so sterling stone storm sue summer tanner taylor test the they
  trip troy tucker turner user van victor violet wade walker ward way we west white will win winter wood woods you young`.split(
    /\s+/,
  ),
)

/** Takes a word in lower case. */
export function isOrdinaryWord(word: string): boolean {
  return ORDINARY.has(word)
}

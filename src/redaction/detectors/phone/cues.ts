const NUMBER = 'numbers?|numero|n\u00famero|num\u00e9ro|nummer|no|nr'
const MINE = 'my|your|his|her|their|our|meine|deine|ihre|mi|tu|su|mon|ton|votre|il mio|meu|minha|mijn'
/** What names a telephone number, for digits in one piece too. */
const NOUNS = [
  'tel(?:ephone|efon|\u00e9fono|efono|efoon|efone|\u00e9phone)?s?|t\u00e9l|telp(?:on)?|tlf|phones?|puhelin|mobil(?:es?|telefon)?',
  'm\u00f3vil|movil|cell(?:phone|ular|ulare)?|celular|portable|handy|ruf|fax|telefax|whats ?app|wechat|sms|viber|hotline|helpline',
  'landline|desk|mob|ph|s\u0111t|sdt|(?:no|nomor) hp|\u0111i\u1ec7n tho\u1ea1i|numer telefonu|kom\u00f3rka|ramal|contact[ _-]?number',
].join('|')
/** What is said of a number, or of much else: enough for digits in groups. */
const VERBS = [
  'call(?:s|ed|ing|ers?)?|ring|dial(?:ed|ing)?|reach|answering|text(?:ed|ing)?|messages?|contact|appele[rz]|ll[a\u00e1]m(?:ar|e|a|ame)',
  `anrufen|rufen|ligue|ligar|chiama(?:re|mi)?|bel|zadzwo\u0144|(?:${MINE}) (?:new )?(?:${NUMBER})`,
].join('|')
const OTHER_SCRIPTS = [
  '电话|電話|手机|手機|致电|致電|拨打|撥打|热线|熱線|联系方式|聯絡|微信|座机|传真|携帯|ケータイ|전화|휴대폰|핸드폰|연락처',
  '(?<!\\p{L})(?:тел|телефон\\p{L}*|мобильн\\p{L}*|звон\\p{L}*|мой номер|факс|τηλ\\p{L}*|κινητό)(?!\\p{L})|هاتف|جوال|موبايل|تلفون|फ़ोन|फोन|मोबाइल|โทร|טלפון|נייד',
].join('|')
/** What is said before a number that only looks like one. */
const OTHERS = [
  'orders?|invoice|tracking|tickets?|isbn|issn|ean|upc|sku|serial|account|acct|patent|doi|pmid|case|ref(?:erence)?|ids?|uuid|ssn',
  'social security|zip|postcode|postal|iban|cards?|versions?|bug|issue|timestamp|epoch|date|dob|born|years?|pages?|pp|vat',
  'licen[cs]e|passport|permit|student|employee|member(?:ship)?|part|model|price|cost|total|amount|population|coordinates?',
  'lat(?:itude)?|lon(?:gitude)?|port|hash|checksum|score',
].join('|')
const OTHERS_IN_CHINESE = '订单|訂單|单号|單號|编号|編號|型号|型號|价格|価格|注文'

/** `[PHONE]` was printed by a redactor: it names no number beside it. */
const NO_TAG = '(?!(?:_\\d+)?\\])'
/** A noun, a verb, another word. */
const LATIN = `((?:${NOUNS})(?:[ _]?(?:${NUMBER}))?)|(${VERBS})|(${OTHERS})`
const DIRECT =
  `(?:(?:call|ring|dial|text|reach|contact)(?: (?:me|us|him|her|them|back))*|(?:${MINE}) (?:new )?(?:${NUMBER}))` +
  '(?: (?:at|on|under|via|is|ist|es|est))?[ :]{1,2}$'

type CuePatterns = {
  readonly cue: RegExp
  /** Right before a number even a verb leaves little doubt: "call me at", "text", "my number is". */
  readonly direct: RegExp
}

const ALL: CuePatterns = {
  // Behind those of Latin letters, a noun in another script, and another word in Chinese.
  cue: new RegExp(
    `(?<![\\p{L}\\p{N}])(?:${LATIN})${NO_TAG}(?![\\p{L}\\p{N}])|(${OTHER_SCRIPTS})|(${OTHERS_IN_CHINESE})`,
    'giu',
  ),
  direct: new RegExp(`(?<![\\p{L}\\p{N}])${DIRECT}`, 'iu'),
}
/** The same in small letters of ASCII: for the engine the letters of all scripts and cases are many times the work. */
const ASCII: CuePatterns = {
  cue: new RegExp(`(?<![a-z0-9])(?:${LATIN})${NO_TAG}(?![a-z0-9])`, 'g'),
  direct: new RegExp(`(?<![a-z0-9])${DIRECT}`),
}
/** What `direct` ends with: it is looked for from every sign on. */
const BEFORE_NUMBER = /[ :]$/
const BEHIND = /^(?:\\[nt])?[\s,-]{0,3}\(?(?:office|mobile|cell|fax|home|work|phone|tel|desk)\b/i
/** In UTF-16 code units before the number. */
const REACH = 40
/** Letters of all scripts, and more. */
const LETTER = /[A-Za-z\x80-\uffff]/
const FOREIGN = /[\x80-\uffff]/

/** What the words around a number say of it; `other`: that it is an order, a version, a date. */
export type PhoneCue = 'noun' | 'verb' | 'other' | 'none'

/** The cue that stands nearest before the number, or right behind it. */
export function phoneCue(plain: string, start: number, end: number): PhoneCue {
  if (BEHIND.test(plain.slice(end, end + 12))) return 'noun'
  const before = plain.slice(Math.max(0, start - REACH), start)
  // In rows of numbers no word stands, and the search for all those words takes its time.
  if (!LETTER.test(before)) return 'none'
  return FOREIGN.test(before) ? nearestCue(ALL, before) : nearestCue(ASCII, before.toLowerCase())
}

function nearestCue({ cue: pattern, direct }: CuePatterns, before: string): PhoneCue {
  let cue: PhoneCue = 'none'
  pattern.lastIndex = 0
  for (let match = pattern.exec(before); match !== null; match = pattern.exec(before)) {
    const [, , verb, other, , chinese] = match
    if (other !== undefined || chinese !== undefined) cue = 'other'
    else if (verb === undefined) cue = 'noun'
    else if (cue !== 'noun') cue = 'verb'
  }
  // What `direct` takes begins with a verb, or a noun is part of it: nothing else makes it worth a search.
  return cue === 'verb' && BEFORE_NUMBER.test(before) && direct.test(before) ? 'noun' : cue
}

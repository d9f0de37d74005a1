/** Stems of "translate" and "translation". */
const TRANSLATE =
  'translat|übersetz|uebersetz|tradu[ciztj]|vertaal|vertal|översätt|oversæt|oversett|tłumacz|přelož|překlad|prelož|preklad|çevir|tercüme|käänn|fordít|terjemah|\\bdịch\\b|перевед|перевод|переклад|переклас|превед|превод|翻译|翻譯|翻訳|訳し|번역|ترجم|תרגם|תרגום|אתרגם|अनुवाद|แปล|μετάφρα|μεταφρ'

/** Names of large languages, as they are called in the languages that ask for them. */
const NAMES =
  '\\b(?:english|german|french|spanish|italian|portuguese|dutch|swedish|danish|norwegian|polish|czech|turkish|romanian|finnish|hungarian|indonesian|vietnamese|russian|ukrainian|bulgarian|chinese|mandarin|cantonese|japanese|korean|arabic|hebrew|hindi|persian|farsi|greek|thai|latin|malayalam|tamil|telugu|kannada|bengali|bangla|urdu|punjabi|gujarati|marathi|nepali|sinhala|swahili|tagalog|filipino|malay|catalan|galician|basque|serbian|croatian|bosnian|slovak|slovenian|lithuanian|latvian|estonian|albanian|macedonian|belarusian|armenian|georgian|azerbaijani|kazakh|uzbek|mongolian|burmese|khmer|lao|amharic|somali|hausa|yoruba|zulu|afrikaans|icelandic|irish|gaelic|welsh|yiddish|sanskrit|kurdish|pashto|tibetan|esperanto|lojban)\\b' +
  '|\\b(?:englisch|deutsch|französisch|spanisch|italienisch|portugiesisch|niederländisch|russisch|chinesisch|japanisch|arabisch|türkisch|polnisch)(?:e[nrs]?)?\\b' +
  '|anglais|allemand|français|francais|espagnol|italien|portugais|néerlandais|russe\\b|chinois|japonais|arabe' +
  '|\\b(?:inglés|ingles|alemán|aleman|francés|frances|español|espanol|castellano|italiano|portugués|portugues|ruso|chino|japonés|coreano|inglese|tedesco|francese|spagnolo|inglês|alemão|francês|espanhol|português|russo|cinese|chinês|japonês)\\b' +
  '|\\b(?:engels|duits|frans|spaans|engelska|tyska|franska|spanska|svenska|engelsk|tysk|fransk|spansk|dansk|norsk)\\b' +
  '|angielsk|niemieck|francusk|polsk[ui]|anglič|anglick|německ|česk[yé]|ingilizce|almanca|fransızca|türkçe|engleză|germană|română|englanni|saksa[kn]|suome[ks]|angolul|németül|magyarul|bahasa|inggris|tiếng\\s' +
  '|английск|немецк|французск|испанск|русск|англійськ|німецьк|українськ|английски|български' +
  '|英[文语語]|中[文国]|汉语|漢語|德[文语語]|法[文语語]|日[文语語本]|韩[文语]|西班牙|俄[文语語]|ドイツ語|フランス語|スペイン語|韓国語|영어|한국어|일본어|중국어|독일어' +
  '|الإنجليزية|الانجليزية|العربية|الفرنسية|الألمانية|אנגלית|עברית|अंग्रेज़ी|अंग्रेजी|हिंदी|हिन्दी|ภาษา|αγγλικ|ελληνικ|γερμανικ'

/** Requests stand before or behind the text that they are about. */
const END = 2000

const REQUEST = new RegExp(`${TRANSLATE}|${NAMES}`, 'i')

/**
 * True when a text speaks of translating, or names a language: then an answer in another language than the question may
 * well be what was asked for.
 */
export function namesLanguage(text: string): boolean {
  const ends = text.length <= 2 * END ? text : `${text.slice(0, END)} ${text.slice(-END)}`
  return REQUEST.test(ends.normalize('NFC'))
}

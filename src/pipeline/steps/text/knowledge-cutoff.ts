import { marksOf, markAt, type Starts } from './cue-starts.ts'

/**
 * How answers say when their knowledge ends, by language. `…` stands for up to 50 characters of one sentence. "My last
 * update" alone is what people write in letters: it needs the year, or a word of knowledge.
 */
const CUTOFF_CUES: { readonly [language: string]: readonly string[] } = {
  en: [
    '\\b[Mm]y (?:last|latest|most recent|current) (?:knowledge|training(?: data)?|data) (?:update|cut-?off)',
    '\\b[Mm]y (?:last|latest|most recent) (?:update|training)\\b…20[12]\\d',
    '\\b[Mm]y (?:knowledge|training data)(?: base)? (?:cut-?off|cut off|was (?:last )?updated|(?:is|are) (?:only )?(?:current|limited to|up[- ]to[- ]date)|only (?:goes|extends|includes|runs|covers)|goes (?:up )?(?:to|until)|ends|extends (?:up )?to|stops|has a cut-?off)',
    '\\b[Mm]y (?:training )?cut-?off date',
    '\\bI have a (?:knowledge|training) cut-?off',
  ],
  de: [
    '\\bmeine[smr]? letzten? (?:Wissens|Trainings|Daten)(?:-?[Uu]pdate|stand|aktualisierung)',
    '\\bmeine[smr]? letzten? (?:Update|Aktualisierung|Training)…20[12]\\d',
    '\\b[Mm]ein Wissen(?:sstand)? (?:reicht|endet|ist (?:auf|nur)|geht (?:nur )?bis|stammt)',
  ],
  fr: [
    '\\bma dernière (?:mise à jour|formation)…20[12]\\d',
    "\\b[Mm]es connaissances (?:s'arrêtent|sont limitées|sont à jour|vont jusqu)",
  ],
  es: [
    '\\bmi última (?:actualización|fecha)…20[12]\\d',
    '\\b[Mm]i conocimiento (?:llega|se extiende|está actualizado|termina|está limitado)',
  ],
  it: [
    '\\bmio ultimo (?:aggiornamento|addestramento)…20[12]\\d',
    '\\bmie conoscenze (?:si fermano|arrivano|sono aggiornate)',
  ],
  pt: [
    '\\bminha última (?:atualização|formação)…20[12]\\d',
    '\\b[Mm]eu conhecimento (?:vai até|está atualizado|termina|é limitado)',
  ],
  nl: [
    '\\bmijn laatste (?:kennis-?)?update…20[12]\\d',
    '\\b[Mm]ijn kennis (?:reikt|loopt|gaat tot|is bijgewerkt|eindigt)',
  ],
  pl: ['\\bmojej ostatniej aktualizacji…20[12]\\d', '\\b[Mm]oja wiedza (?:sięga|kończy|jest aktualna)'],
  ru: [
    'мо(?:его|ему|ей) последн(?:его|ему|ей) (?:обновлени|обучени)…20[12]\\d',
    '[Мм]ои знания (?:ограничен|актуальн|заканчива|обновл)',
  ],
  tr: ['son güncellemem…20[12]\\d', '[Bb]ilgilerim…20[12]\\d…(?:kadar|ile sınırlı)'],
  ar: ['آخر تحديث (?:لي|لمعلوماتي|لمعرفتي|لبياناتي)'],
  hi: ['मेरे (?:अंतिम|आखिरी|पिछले) (?:ज्ञान )?अपडेट', 'मेरा ज्ञान…20[12]\\d'],
  zh: [
    '我的(?:知识|知識|训练数据|訓練資料|数据)(?:库|庫)?(?:的)?(?:截止|截至|更新|止于|只到)',
    '我(?:最后|最後|最近|上)一?次(?:的)?(?:知识|知識|训练|訓練)',
    '我(?:最后|最後|最近|上)一?次(?:的)?更新…20[12]\\d',
  ],
  ja: ['私の(?:知識|学習データ|トレーニングデータ|最終更新)…(?:まで|時点|カットオフ)'],
  ko: ['(?:제|저의|나의) (?:지식|학습 데이터|훈련 데이터|마지막 업데이트)…(?:까지|기준|시점)'],
}

const NOT_LATIN = /[\u0400-\u1dff\u2e80-\uffef]/
/** Most Latin cues begin with "my" of their language, and with letters that say so. */
const MINE = /^(?:\\b)?(?:\[Mm\]|m)/
const LITERAL = /^(?:\\b)?(?:\[Mm\])?([^\\[\](){}?*+|.^$…]*)(?![?*{])/
/** One of these stands in what the other Latin cues find. */
const HINTS = ['cutoff', 'cut-off', 'cut off', 'güncellem', 'ilgilerim']
const cues = Object.values(CUTOFF_CUES).flat()
const mine = cues.filter((cue) => MINE.test(cue))
const MINE_HERE = patternOf(mine, 'y')
const REST = patternOf(cues.filter((cue) => !MINE.test(cue) && !NOT_LATIN.test(cue)))
const OTHER = patternOf(cues.filter((cue) => NOT_LATIN.test(cue)))
const beginnings = [...new Set(mine.flatMap(literalsOf))]
/** Where one of these stands in a text the end of knowledge may be told. */
export const CUTOFF_STARTS: readonly string[] = [...beginnings, ...HINTS]
const marks = marksOf(CUTOFF_STARTS)
const beginningsByMark = Map.groupBy(beginnings, (word) => markAt(word, 0))
const hintsByMark = Map.groupBy(HINTS, (word) => markAt(word, 0))

/**
 * True when a text says when the knowledge of its model ends ("as of my last update in …").
 *
 * @param starts the places where `CUTOFF_STARTS` may begin, and maybe others
 */
export function tellsCutoff(text: string, { places, isLatin }: Starts): boolean {
  return tellsInLatin(text, places) || (!isLatin && NOT_LATIN.test(text) && OTHER.test(text))
}

function tellsInLatin(text: string, starts: readonly number[]): boolean {
  let isHinted = false
  for (const at of starts) {
    const mark = markAt(text, at)
    if (marks[mark] === 0) continue
    if (standsAt(text, at, beginningsByMark.get(mark))) {
      MINE_HERE.lastIndex = at
      if (MINE_HERE.test(text)) return true
    }
    isHinted ||= standsAt(text, at, hintsByMark.get(mark))
  }
  return isHinted && REST.test(text)
}

function standsAt(text: string, at: number, words: readonly string[] | undefined): boolean {
  return words?.some((word) => text.startsWith(word, at)) === true
}

/** The letters with which a cue begins, before the first sign of a pattern. */
function literalsOf(cue: string): readonly string[] {
  const literal = LITERAL.exec(cue)?.[1] ?? ''
  return /^(?:\\b)?\[Mm\]/.test(cue) ? [`M${literal}`, `m${literal}`] : [literal]
}

function patternOf(sources: readonly string[], flags?: string): RegExp {
  return new RegExp(sources.join('|').replaceAll('…', '[^.!?。！？\\n]{0,50}'), flags)
}

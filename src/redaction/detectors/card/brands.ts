/** First digits of a brand's cards, from and to, and the lengths of its numbers (ISO/IEC 7812 and the brands' tables). */
type Range = { readonly from: string; readonly to: string; readonly lengths: readonly number[] }

/** How sure the text is that the number is a card's: `said` by a word beside it, or `shaped` as one only. */
export type CardEvidence = 'said' | 'shaped'

const LONG = [16, 17, 18, 19]
const MAESTRO = [12, 13, 14, 15, 16, 17, 18, 19]

function range(from: string, to: string, lengths: readonly number[]): Range {
  return { from, to, lengths }
}

const SHAPED: readonly Range[] = [
  range('4', '4', [13, 16, 19]), // Visa
  range('51', '55', [16]), // Mastercard
  range('2221', '2720', [16]),
  range('34', '34', [15]), // American Express
  range('37', '37', [15]),
  range('300', '305', [14, 16, 17, 18, 19]), // Diners Club
  range('3095', '3095', [14, 16, 17, 18, 19]),
  range('36', '36', [14, 15, 16, 17, 18, 19]),
  range('38', '39', [14, 16, 17, 18, 19]),
  range('6011', '6011', LONG), // Discover
  range('644', '659', LONG),
  range('3528', '3589', LONG), // JCB
  range('1800', '1800', [15]),
  range('2131', '2131', [15]),
  range('62', '62', LONG), // UnionPay
  range('81', '81', LONG),
  range('2200', '2204', LONG), // Mir
  range('60', '60', [16]), // RuPay
  range('82', '82', [16]),
  range('508', '508', [16]),
  range('9792', '9792', [16]), // Troy
]
/** Wider ranges, of which much is not a card: for numbers that the text calls one. */
const SAID: readonly Range[] = [
  ...SHAPED,
  range('35', '35', [16]),
  range('0604', '0604', MAESTRO),
  range('50', '50', MAESTRO),
  range('56', '58', MAESTRO),
  range('6', '6', MAESTRO),
]

/** True when a brand issues numbers that begin so and are so long. */
export function isIssued(digits: string, evidence: CardEvidence): boolean {
  return (evidence === 'said' ? SAID : SHAPED).some(({ from, to, lengths }) => {
    const first = digits.slice(0, from.length)
    return first >= from && first <= to && lengths.includes(digits.length)
  })
}

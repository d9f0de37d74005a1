/**
 * Country calling codes (ITU-T E.164) by the fewest and the most digits that follow them in numbers that people have.
 * Wide where a plan mixes lengths: with the plus sign and the right code before it, a number is rarely anything else.
 */
const PLANS: { readonly [lengths: string]: string } = {
  '10-10': '1 7 52 57 58 90 91 98 880',
  '9-9': '33 34 48 56 61 93 94 218 221 233 250 251 254 255 256 260 263 351 420 421',
  '8-8': [
    '45 47 53 65 216 220 222 223 226 227 228 229 235 241 268 370 372 373 374 502 503 504 505 506 507 852',
    '853 965 968 973 974',
  ].join(' '),
  '8-9': '32 40 41 51 66 212 213 359 381 382 383 386 387 389 593',
  '8-10': '20 27 30 31 36 60 63 64 81 82 84 92 95 353 371 380 385 886 966 971 972',
  '8-12': '39 44 46 54 55 62 86',
  '6-12': '43 49 358',
  '7-10': [
    '225 230 234 237 240 242 243 244 245 249 252 253 257 258 261 262 264 265 266 267 291 297 298 299 352',
    '354 355 356 357 375 376 377 378 423 501 509 590 591 592 594 595 596 597 598 599 670 673 675 679 689',
    '855 856 960 961 962 963 964 967 970 975 976 977 992 993 994 995 996 998',
  ].join(' '),
}

type Lengths = { readonly fewest: number; readonly most: number }

const LENGTHS: ReadonlyMap<string, Lengths> = new Map(
  Object.entries(PLANS).flatMap(([lengths, codes]) => {
    const [fewest = 0, most = 0] = lengths.split('-').map(Number)
    return codes.split(' ').map((code): [string, Lengths] => [code, { fewest, most }])
  }),
)

/** True when the digits begin with a calling code and as many follow as that country has. Takes them without `+`. */
export function isInternational(digits: string): boolean {
  for (let length = 1; length <= 3; length += 1) {
    const lengths = LENGTHS.get(digits.slice(0, length))
    if (lengths === undefined) continue
    const national = digits.length - length
    return national >= lengths.fewest && national <= lengths.most
  }
  return false
}

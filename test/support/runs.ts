const isLong = process.env['MODE'] === 'long'

/** How often a property is tried: a few times in `npm test`, many times in `npm run test:long`. */
export function runs(few: number, many: number): number {
  return isLong ? many : few
}

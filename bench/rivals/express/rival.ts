import type { Way } from '../../express/way.ts'

/** A middleware that logs requests. One file each in this folder. */
export type ExpressRival = {
  /** For the command line, and as its users know it. */
  readonly name: string
  /** Sets it up as its documentation says, writing lines of JSON to the file; with bodies as far as it can. */
  readonly open: (file: string) => Promise<Pick<Way, 'handlers' | 'flush'>>
}

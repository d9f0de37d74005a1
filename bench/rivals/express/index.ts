import { expressWinston } from './express-winston.ts'
import { pinoHttp, pinoHttpWithBodies } from './pino-http.ts'
import type { ExpressRival } from './rival.ts'

export const expressRivals: readonly ExpressRival[] = [pinoHttp, pinoHttpWithBodies, expressWinston]

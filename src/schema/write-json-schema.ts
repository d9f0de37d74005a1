import { writeFileSync } from 'node:fs'
import { recordJsonSchema } from './json-schema.ts'

// A script, not a module: `npm run schema` writes the file that the package ships.
writeFileSync(new URL('../../schema/record.schema.json', import.meta.url), recordJsonSchema())

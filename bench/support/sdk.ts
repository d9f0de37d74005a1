import { load } from './packages.ts'

/** The two functions of the AI SDK that an app calls, as far as the benches use them. */
export type Sdk = {
  readonly generateText: (options: object) => PromiseLike<{ readonly text: string }>
  readonly streamText: (options: object) => { readonly textStream: AsyncIterable<string> }
}

/** `ai6` is ai 6 under an alias: some rivals know no later one. */
export type SdkName = 'ai' | 'ai6'

export type LoadedSdk = Sdk & { readonly name: SdkName; readonly module: object }

export async function loadSdk(name: SdkName): Promise<LoadedSdk> {
  const module = await load(name)
  return { ...sdkOf(module), name, module }
}

/** Read out once, as apps do that import them: the wraps of some rivals are proxies. */
export function sdkOf(module: object): Sdk {
  if (!isSdk(module)) throw new TypeError('this is no AI SDK')
  const { generateText, streamText } = module
  return { generateText, streamText }
}

function isSdk(module: object): module is Sdk {
  return 'generateText' in module && 'streamText' in module
}

/** Who makes models that others build on, as answers name them. */
export const PROVIDERS: readonly string[] =
  `OpenAI, Openai, openai, Open AI, Anthropic, Google DeepMind, DeepMind, Google, Meta AI, Meta, Facebook, Mistral AI, Mistral,
  Alibaba Cloud, Alibaba, 阿里云, 阿里巴巴, 阿里, 通义实验室, DeepSeek, 深度求索, Microsoft, xAI, Cohere, Baidu, 百度, Moonshot AI,
  月之暗面, Zhipu AI, Zhipu, 智谱, MiniMax, AI21, Tencent, 腾讯, ByteDance, 字节跳动, NVIDIA, Nvidia, IBM, Amazon,
  LMSYS, Large Model Systems Organization, Stability AI, Technology Innovation Institute, 01.AI, 零一万物, Allen Institute, Ai2, AI2,
  Inflection AI, Perplexity, Nous Research, Databricks, LAION, Shanghai AI Laboratory, 上海人工智能实验室, iFLYTEK, 科大讯飞,
  Yandex, Яндекс, Sber, Сбер, Naver, NAVER, 네이버, Upstage, LG AI Research, Aleph Alpha, BigScience, EleutherAI, Hugging Face,
  Together AI, Snowflake, Liquid AI, Reka AI, Replika, Character.AI`.split(/,\s+/)

/** Names that only models bear. */
export const MODELS: readonly string[] =
  `ChatGPT, chatGPT, chatgpt, Chat GPT, ChatGpt, GPT, InstructGPT, LLaMA, Llama, Mixtral, Le Chat, Qwen, QwQ, Tongyi Qianwen,
  通义千问, 千问, Bing Chat, Grok, ERNIE, 文心一言, Kimi, ChatGLM, GLM, 智谱清言, Hunyuan, 混元, Doubao, 豆包, Nemotron, LaMDA,
  PaLM, Vicuna, StableLM, OLMo, Tülu, DBRX, OpenAssistant, Open Assistant, InternLM, YandexGPT, GigaChat, HyperCLOVA, CLOVA,
  WizardLM, EXAONE, Jamba, 讯飞星火`.split(/,\s+/)

/** Names that people and things bear too: they count where the sentence speaks of a model or an assistant. */
export const SHARED_NAMES: readonly string[] =
  `Claude, Gemini, Gemma, Bard, Copilot, Bing, Phi, Command R, Nova, Titan, Granite, Falcon, Hermes, Spark, Sonar,
  Solar, Reka, Bloom, BLOOM, Alpaca, Koala, Dolly, Алиса`.split(/,\s+/)

export {
  createLanguageDetector,
  languageOf,
  loadLanguageLibrary,
  type DetectedLanguage,
  type LanguageDetector,
  type LanguageDetectorOptions,
  type LanguageLibrary,
} from './language-of.ts'

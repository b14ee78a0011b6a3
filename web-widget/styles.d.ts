// A style sheet that is imported is its text, minified; it is adopted by a shadow root, never written into a page.
declare module '*.css' {
  const text: string;
  export default text;
}
// Where the loader finds the widget: filled in by the build.
declare const WIDGET_PATH: string;
declare const BATON_VERSION: string;

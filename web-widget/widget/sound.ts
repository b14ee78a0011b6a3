// Two soft notes, made here: no file to fetch. A page that was not touched yet stays silent, as browsers want it.
let audio: AudioContext | undefined;

export function chime(): void {
  try {
    audio ??= new AudioContext();
    if (audio.state !== 'running') return void audio.resume();
    for (const [i, frequency] of [660, 880].entries()) {
      const at = audio.currentTime + i * 0.12;
      const tone = audio.createOscillator();
      const loudness = audio.createGain();
      tone.frequency.value = frequency;
      loudness.gain.setValueAtTime(0, at);
      loudness.gain.linearRampToValueAtTime(0.08, at + 0.02);
      loudness.gain.exponentialRampToValueAtTime(0.0001, at + 0.3);
      tone.connect(loudness).connect(audio.destination);
      tone.start(at);
      tone.stop(at + 0.32);
    }
  } catch {
    // no sound here
  }
}

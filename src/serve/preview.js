// The preview: placeholder until it is written.

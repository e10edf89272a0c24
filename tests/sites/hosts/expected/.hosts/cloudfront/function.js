var moved = {
  "/$x%20(1)%20[2]/": "/bread/",
  "/%7Bcurly%7D/": "/bread/",
  "/%C3%BCn%C3%AF/": "/bread/",
  "/100%25/": "/bread/",
  "/a%20b/": "/bread/",
  "/it's%20&%20so;%20on=1,2+3@4~5!/": "/bread/",
  "/old.html": "/bread/",
  "/old/": "/bread/",
  "/plain": "/bread/",
  "/v1.2/": "/bread/"
};

function to(address) {
  return {
    statusCode: 301,
    statusDescription: 'Moved Permanently',
    headers: { location: { value: address } },
  };
}

function handler(event) {
  var request = event.request;
  var uri = request.uri;
  var address = moved[uri] || moved[uri + '/'];
  if (address) return to(address);
  if (uri.endsWith('/')) {
    request.uri = uri + 'index.html';
  } else if (!uri.split('/').pop().includes('.')) {
    return to(uri.replace(/^\/+/, '/') + '/');
  }
  return request;
}

var moved = {
  "/a%20b/": "/gu%20ides/bread/",
  "/gu%20ides/a%20b/": "/gu%20ides/bread/",
  "/gu%20ides/old.html": "/gu%20ides/bread/",
  "/old.html": "/gu%20ides/bread/"
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

"""What gunicorn serves."""

import os

from .app import create_app
from .store import Store

store = Store.from_environment(os.environ)
store.prepare_in_background()
app = create_app(store, os.environ)

"""How gunicorn serves the app: one process with threads, so that a board with little memory has room for it."""

import os

bind = f"[::]:{os.environ.get('PORT', '8080')}"
worker_class = "gthread"
workers = 1
threads = 8
timeout = 60
graceful_timeout = 20
# Its heartbeat file must not lie on a slow disk, and the root file system may be read-only.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
accesslog = "-"
access_log_format = '%(h)s "%(r)s" %(s)s %(b)s %(M)sms'
limit_request_line = 4094

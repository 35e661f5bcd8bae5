"""What the rehearsal calls kinds of mails and states of files, in its story and on the screen."""

KINDS = {"issue": "下发", "receipt": "回执", "return": "退回", "refused": "拒收", "reminder": "提醒", "overdue": "催报",
         "review": "待审核", "copy": "抄告", "paper": "通报"}
FILED = {"accepted": "收下", "returned": "退回", "refused": "拒收", "outdated": "旧表"}

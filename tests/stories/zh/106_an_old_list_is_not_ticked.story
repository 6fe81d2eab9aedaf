# A list that was shown more than a day ago is not ticked any more: it could grant nothing.
# rules: CON-6
# profiles: telegram
C> 空调突然不制冷
C> 不会
C> 提交
C> 提交
C> 留电话
B> 不选就是不同意
T> +PT25H
C> [press ☐ 投诉处理（电话）]
B> 已经过期
S> ledger == []

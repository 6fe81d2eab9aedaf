# A yes stays in its chat; a no, and leaving, is heard in the other, too, and what runs there goes on.
# rules: CON-1 CON-8 GATE-8
C> 刹车有异响
C> 不会
C> 跳过
C> 跳过
C> 跳过
C> 跳过
C> 跳过
C> 跳过
C> 没有
C> 提交
C> 可以留电话
C> 1
C> 13812345678
S> consent("complaint", "call") == "given"
C2> 关联账号
C> 关联码 {code}
C> [press 确认关联]
S> linked and consent("complaint", "call") == "given"
S2> grants == []
C2> 我的同意
B2> 您还没有同意过任何用途
C2> 退订
S> consent("promo_offers", "chat") == "withdrawn"
S> consent("complaint", "call") == "given"
C2> [block]
S> consent("complaint", "chat") == "unknown"
R> aftersales.1 li: /r A001 请周三过来
B> 请周三过来
C2> [unblock]
T> +PT1M
C2> 别打电话
B2> 上也一样停了
S> consent("complaint", "call") == "withdrawn"
C> 解除关联
S> not linked and consent("complaint", "call") == "withdrawn"
T> +PT1M
C> 恢复同意
B> 已恢复：投诉处理（电话）
S> consent("complaint", "call") == "given"
